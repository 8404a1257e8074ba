from radiogenomics.downloads import gdc_expression
from radiogenomics.downloads.catalogue import read_part
from radiogenomics.downloads.receive import route


def test_expression_comes_with_the_tables_of_its_projects(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(
        gdc_expression.gdc, "receive", lambda part, folder: asked.append(("files", folder)) or ["record"]
    )
    monkeypatch.setattr(gdc_expression, "write_cases", lambda projects, folder: asked.append((projects, folder)))
    part = read_part("tcga", "expression")
    assert route(part) is gdc_expression.receive
    assert gdc_expression.receive(part, tmp_path) == ["record"]
    assert asked == [("files", tmp_path), (["TCGA-GBM", "TCGA-LGG"], tmp_path)]
