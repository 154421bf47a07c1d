"""What can still change: the points and places still possible, what a place still needs, what hangs on one mark.

One assumption stands behind all of it: every mark still owed will be given within its bounds or excused, and settle its
panel; what a full panel gave that settles nothing is given anew; nobody is taken out, no points are added or taken off,
nothing that counts is revised.
"""
