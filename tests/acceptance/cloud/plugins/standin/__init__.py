"""The lowest layer of each OpenStack service, which has no hardware here: each module says what it does instead."""
