"""The cloud's DNS, for a scenario that asks for it: Designate, and the BIND whose answers make a record ACTIVE.

Both are Debian's. Central writes a change into the database, the worker tells BIND by rndc or a notification, BIND fetches
the zone from mdns, and the worker asks BIND for the zone's serial until it is the new one. Designate's producer is not
here: what it repeats and tidies by the hour has no time to happen.

All of it is made beside a cloud that is complete, so nothing of it gets into the databases that are kept in the cache.
"""
