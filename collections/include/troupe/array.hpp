#pragma once

// Everything about arrays.

#include <troupe/array/array.hpp>
#include <troupe/array/axes.hpp>
#include <troupe/array/choosing.hpp>
#include <troupe/array/compute.hpp>
#include <troupe/array/creation/creation.hpp>
#include <troupe/array/creation/diagonals.hpp>
#include <troupe/array/creation/random.hpp>
#include <troupe/array/differences.hpp>
#include <troupe/array/explain.hpp>
#include <troupe/array/functions/from_function.hpp>
#include <troupe/array/functions/map_blocks.hpp>
#include <troupe/array/functions/overlap.hpp>
#include <troupe/array/io.hpp>
#include <troupe/array/joining.hpp>
#include <troupe/array/linalg/decompositions.hpp>
#include <troupe/array/linalg/norms.hpp>
#include <troupe/array/linalg/products.hpp>
#include <troupe/array/linalg/solving.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/nonzero.hpp>
#include <troupe/array/operators.hpp>
#include <troupe/array/ordering/partition.hpp>
#include <troupe/array/ordering/sorting.hpp>
#include <troupe/array/ordering/unique.hpp>
#include <troupe/array/padding.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/slicing.hpp>
#include <troupe/array/statistics/cumulative.hpp>
#include <troupe/array/statistics/histogram.hpp>
#include <troupe/array/statistics/quantiles.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/array/store.hpp>
