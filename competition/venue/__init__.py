"""HTTPS in a hall without internet: a private authority, certificates for the hall's names and addresses, and the pages
by which devices come to trust them; or a certificate that the organiser brings."""
