"""Rules about activities and providers, without a framework."""
