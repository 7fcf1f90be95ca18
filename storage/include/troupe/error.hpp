#pragma once

#include <stdexcept>
#include <string>

namespace troupe {

/// Root of every exception Troupe throws.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Shapes, chunk sizes or lengths that do not fit the operation, or overflow 2^63 - 1 elements.
struct ShapeError : Error {
  using Error::Error;
};

/// A dtype the operation has no kernel for, or a name that is no dtype.
struct DTypeError : Error {
  using Error::Error;
};

/// An axis that does not exist, or is named twice.
struct AxisError : Error {
  using Error::Error;
};

/// A position outside an array, or an index that means nothing.
struct IndexError : Error {
  using Error::Error;
};

/// A key or a name that is not there, or is taken already.
struct KeyError : Error {
  using Error::Error;
};

/// An argument outside its allowed range.
struct ValueError : Error {
  using Error::Error;
};

/// A graph whose tasks wait for each other; the message lists the cycle's keys.
struct CycleError : Error {
  using Error::Error;
};

/// More memory than there is.
struct MemoryError : Error {
  using Error::Error;
};

/// A file that is missing, truncated, malformed, or lacks what was asked of it.
struct FileError : Error {
  using Error::Error;
};

/// A chunk store that cannot do what it was asked: a failing or full disk, damaged bytes, a format it does not
/// know, a writer elsewhere. The message names file and key.
struct StoreError : Error {
  using Error::Error;
};

} // namespace troupe
