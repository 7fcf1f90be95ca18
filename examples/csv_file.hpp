#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <troupe/chunk.hpp>

/// A column of a table: the elements of a float32 or float64 chunk.
struct Column {
  std::string name;
  troupe::Chunk values;
};

/// Writes columns of equal length as comma-separated text: nine digits for a float, an empty field for a NaN.
///
/// \throws std::runtime_error naming the file if it cannot be written; std::invalid_argument if the columns
/// differ in length.
void write_csv(const std::filesystem::path& file, const std::vector<Column>& columns);
