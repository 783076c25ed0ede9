#pragma once

#include <memory>
#include <type_traits>
#include <typeindex>

namespace dpl::ui {

/// A value that a running job shows of itself, read-only from the moment it is published. Its type is the one that the
/// job's kind declares (JobKind::snapshot).
class JobSnapshot {
public:
    JobSnapshot() = default;
    template <typename Value>
    JobSnapshot(std::shared_ptr<Value> value) : m_type(typeid(std::remove_const_t<Value>)), m_value(std::move(value))
    {
    }

    std::type_index type() const { return m_type; } ///< typeid(void) if there is none
    bool isNull() const { return !m_value; }

    /// The value; null if it is of another type.
    template <typename Value> std::shared_ptr<const Value> as() const
    {
        return m_type == typeid(Value) ? std::static_pointer_cast<const Value>(m_value) : nullptr;
    }

private:
    std::type_index m_type = typeid(void);
    std::shared_ptr<const void> m_value;
};

} // namespace dpl::ui
