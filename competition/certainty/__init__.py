"""What can still change, and what hangs on one mark, as people look at it: on boards, at desks, in words."""
