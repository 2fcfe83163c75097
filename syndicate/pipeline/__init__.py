"""All orchestration: a config and a target -> the stages in their order, article by article -> a report."""
