"""Copies of the database beside the running contest, and the way back from one."""
