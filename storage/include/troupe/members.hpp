#pragma once

namespace troupe {

namespace detail {

/// Stands for whoever looks at members.
struct AnyVisitor {
  template <class... M>
  void operator()(M&...) {}
};

} // namespace detail

/// A struct that lists its members, in the way of cereal's `serialize`, by one call:
///
///     struct Fit {
///       double slope = 0, offset = 0;
///       template <class V> void members(V& visit) { visit(slope, offset); }
///     };
///
/// It travels without more ado, as the list of its members, and delayed functions look into it (<troupe/delayed.hpp>). Of
/// a constant struct, `visit` only reads.
template <class T>
concept ListsMembers = requires(T& value, detail::AnyVisitor& visit) {
  value.members(visit);
};

/// Calls `visit` with the members of a constant struct.
template <ListsMembers T, class Visit>
void visit_members(const T& value, Visit&& visit) {
  const auto reading = [&](const auto&... members) { visit(members...); };
  const_cast<T&>(value).members(reading); // one template lists members to read and to write
}

} // namespace troupe
