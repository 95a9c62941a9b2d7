"""What can be said: the vocabulary, its concept schemes and the IRIs of things."""
