"""The pages by which people come in and see who else may: signing in, invitations, accounts."""
