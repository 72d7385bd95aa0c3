-- What somebody was to the shop, for what their device still holds of that time.
-- Of a device whose holder was taken out of the shop.
alter table device add column retired_role text collate "C";
-- Of a member whose role was changed, and when that was.
alter table membership add column before_role text collate "C", add column before_ms bigint;
