"""Search for hyper-parameters: by a tree-structured Parzen estimator, at random, or along one parameter at a time."""
