-- alone
-- An entry gets its place on the log as it is appended: nobody looks for those without one any more, and every sale
-- wrote into this index and out of it again.
drop index concurrently if exists change_unsealed;
