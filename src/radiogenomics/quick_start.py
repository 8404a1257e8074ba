"""Imported before all else by scripts that load torch: the garbage collector rests until the job starts.

Loading torch makes hundreds of thousands of objects, all of which stay. Searching them for garbage again and again
takes a fifth of the time. `job` sets them apart for good and switches the collector on.
"""

import gc

gc.disable()
