#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <troupe/codec.hpp>
#include <troupe/graph.hpp>
#include <troupe/section_file.hpp>

#include "graph/file/text_set.hpp"
#include "graph/file/varint.hpp"

namespace troupe {

/// Constants of which each is written once, whoever made it. Numbers, bools and null stand where they are used.
class ConstantWriter {
public:
  /// \throws KeyError for what has no codec.
  void write(const Value& value, VarintWriter& writer);
  std::string take() noexcept { return listed_.take(); }

private:
  struct Hash {
    std::size_t operator()(const Digest& digest) const noexcept { return digest.low; }
    std::size_t operator()(const void* address) const noexcept { return std::hash<const void*>{}(address); }
  };
  std::uint64_t number_of(const Value& value);

  std::unordered_map<Digest, std::uint64_t, Hash> numbers_;
  /// What was looked at before is known by where it lies, so that a large chunk is digested once.
  std::unordered_map<const void*, std::vector<std::pair<Value, std::uint64_t>>, Hash> seen_;
  VarintWriter listed_;
};

/// Bodies, and what they refer to.
class BodyWriter {
public:
  /// The number of a body; equal ones have one. \throws KeyError for a constant without a codec.
  std::uint64_t number_of(const Body& body);
  void add_sections(std::vector<FileSection>& sections);

private:
  void write_program(const Body& body);
  void write_facts(const Body& body);
  void write(const Step& step, bool plain);
  std::uint64_t kernel_number(std::string_view name, int version);

  TextSet kernels_{TextSet::Lengths::left_out};
  TextSet parameters_{TextSet::Lengths::written}, files_{TextSet::Lengths::written};
  TextSet programs_{TextSet::Lengths::left_out}, bodies_{TextSet::Lengths::left_out};
  ConstantWriter constants_;
  VarintWriter program_, body_, kernel_; ///< That are being written.
};

} // namespace troupe
