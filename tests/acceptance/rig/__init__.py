"""The rig: a hub on real parts, on one machine. ../README.md says what is real and what stands in.

From the bottom up: places and steps; network, authority; the parts that stand around a hub (cloud, machines,
identity, openid, learning_platform, acme, registry); operator and person, the two who use it; hub, which brings all of
it up; scenarios, which try one thing each; run, which chooses them and prints the table.
"""
