"""The office: an event taken in, opened, followed and closed, by people who may read it. Facts go through the desk."""
