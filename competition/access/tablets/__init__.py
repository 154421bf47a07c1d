"""Browsers that were enrolled for one judge: by which ticket, until when, and what they last said of themselves."""
