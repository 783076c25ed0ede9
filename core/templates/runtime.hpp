#pragma once

#include "templates/budget.hpp"
#include "templates/local_time.hpp"
#include "templates/object.hpp"

namespace dpl::templates {

/// What functions and filters can reach while a template is rendered.
class Runtime {
public:
    Runtime(const Limits& limits, std::function<LocalTime()> now) : m_budget(limits), m_now(std::move(now)) { }
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    Budget& budget() { return m_budget; }
    LocalTime now() const { return m_now(); }

    /// A text that counts against the limits.
    Value text(std::string text, bool isMarkup = false);

    /// Calls a value. Throws Failure where it is no function.
    Value call(const Value& function, const Arguments& arguments);

    /// What can hold itself, so that counting its owners does not free it; `clear` makes it let go, at the end.
    void keepUntilTheEnd(std::function<void()> clear)
    {
        m_budget.make(256); // about what it holds
        m_clears.push_back(std::move(clear));
    }

private:
    Budget m_budget;
    std::function<LocalTime()> m_now;
    std::vector<std::function<void()>> m_clears;
};

} // namespace dpl::templates
