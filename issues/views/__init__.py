"""The pages of filing, one module a story. Every page works without JavaScript."""
