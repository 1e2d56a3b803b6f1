"""What the rules know of words, as data: a verb, a phrase or a class of words is one line."""
