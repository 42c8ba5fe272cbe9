"""The playground: a network that learns on a page, its gradients drawn as they flow."""
