"""What makes the predictions of MedicalNet's blocks fast on a processor; trainings use PyTorch's own operators."""
