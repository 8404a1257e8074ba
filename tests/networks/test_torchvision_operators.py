import subprocess
import sys


def test_torchvision_can_be_imported_once_and_again():
    code = """
from radiogenomics.networks.torchvision_operators import register_missing_operators
register_missing_operators()
register_missing_operators()
import torchvision
import torchmetrics
register_missing_operators()
"""
    subprocess.run([sys.executable, "-c", code], check=True)
