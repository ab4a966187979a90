"""What the commands of `survey …` do. Each room is a few commands; `survey.cli` puts them together."""
