"""Whether anybody can say whose an anonymous answer is: the traffic, what is left of it, and who attacks that."""
