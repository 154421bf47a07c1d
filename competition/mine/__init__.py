"""A competitor's private link: her own marks, once the result is on public notice."""
