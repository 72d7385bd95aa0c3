-- Until when bytes may lie with S3 that a device was let bring there and that nobody has told of yet: they take room.
alter table blob add column promised_ms bigint;
