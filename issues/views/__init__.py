"""The pages for filing, one module per task of the user. Every page works without JavaScript."""
