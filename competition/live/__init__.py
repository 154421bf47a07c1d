"""Boards in the air: versions, viewers, sockets."""
