#pragma once

#include <cstdint>

#include <troupe/section_file.hpp>

namespace troupe {

// What the sections of a graph file hold. Numbers are varints (varint.hpp), s: signed; a text is its length and its bytes;
// [ ]: so many as the number before says; "to the end": until the section ends.
//
//     kernels     to the end: name text, version
//     parameters  to the end: text                                as the kernel encodes them
//     constants   to the end: text                                as `encode` has it
//     files       to the end: text                                of the program's lines
//     bodies      to the end: a body, see below
//     names       to the end: text, number of axes [ extent ]
//     texts       to the end: text                                keys made by hand
//     keys        to the end: name + 1 or 0, first block or text, number of tasks that have it and those that follow
//     tasks       for each task: s body less that of the task before, where 0 is none and 1 the first body;
//                 and unless it is none the number of inputs [ s the input's id less its own ]
//     wanted      to the end: id
//
// A body is: flags (1 plain, 2 the output varies, 4 promised, 8 has a line, 16 output known, 32 workspace known),
// result operand; with its flag each: which result, file and line, bytes, bytes; retries;
// number of constants [ its number ]; number of steps [ a step ].
// A step is: kind; of a call kernel, parameters + 1 or 0; of a map for each operand a text; of all but a plain body's:
// number of operands [ operand ]. An operand is its index times three and its kind.

inline constexpr SectionFormat graph_file_format{"TROUPEGR", 1, "graph file"};

/// The numbers are part of the format: append, never renumber.
enum class Section : std::uint32_t {
  kernels = 1,
  parameters,
  constants,
  files,
  bodies,
  names,
  texts,
  keys,
  tasks,
  wanted
};
inline constexpr std::uint32_t last_section = static_cast<std::uint32_t>(Section::wanted);

// Bits of a body's flags.
inline constexpr std::uint64_t is_plain = 1, output_varies = 2, is_promised = 4, has_line = 8,
                               output_known = 16, workspace_known = 32, all_body_flags = 63;

} // namespace troupe
