"""What can still change: the points and places still possible, what a place still needs, what hangs on one mark.

One assumption stands behind all of it: every mark still owed will be given within its bounds or excused, marks that
settle nothing are given anew, and nobody is taken out, no points are added or taken off, nothing given is revised.
"""
