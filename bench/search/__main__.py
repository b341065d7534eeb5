import sys

from bench.search.speed import main

sys.exit(main())
