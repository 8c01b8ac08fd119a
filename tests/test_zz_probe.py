from tests.adversary.planting import *
import time, re
from datetime import UTC, datetime
import pytest
from django.conf import settings as configured
from comity.web.world import load_worlds
from comity.foundation.labels.rules.label import label
from tests.adversary.planting import *
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
def test_x(db, tmp_path):
    text=(configured.LIBRARY/"worlds"/"asia-pacific.yaml").read_text()
    body, rel = text.split("\nreleases:")
    head,*entries=body.split("\n  - key: ")
    keys=("coral-bridge","logistics-team","cyclone-lift","kadavu-relief","viti-patrol")
    kept="".join(f"\n  - key: {e}" for e in entries if e.startswith(keys))
    (tmp_path/"frameworks").symlink_to(configured.LIBRARY/"frameworks")
    (tmp_path/"worlds").mkdir(); (tmp_path/"worlds"/"asia-pacific.yaml").write_text(head+kept+"\nreleases:"+rel)
    t=time.time()
    import os
    configured.LIBRARY
    load_worlds([tmp_path/"worlds"/"asia-pacific.yaml"],at=NOW,life=False)
    print("load",time.time()-t)
    t=time.time()
    for m in doubled_models(): print(m.__name__,len(every(m)))
    p=plant([label("DEMO","SECRET",need_to_know=["canary"])])
    print("plant",time.time()-t,len(p.words),len(p.above), Counter(type(x).__name__ for x in p.above))
    print(sorted(Counter(p.words.values()).items()))
