"""Sign-in, second factor and sessions; the only room that makes an actor."""
