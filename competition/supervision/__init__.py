"""From marks to grades: draw and blind codes, review, notice, objections, and the authority."""
