#pragma once

#include "templates/failure.hpp"
#include "templates/limits.hpp"

namespace dpl::templates {

/// What one rendering has left of its limits.
class Budget {
public:
    explicit Budget(const Limits& limits) : m_limits(limits) { }

    void step(std::int64_t count = 1)
    {
        if ((m_steps += count) > m_limits.steps) {
            throw Failure("rendering takes more than " + std::to_string(m_limits.steps) + " steps");
        }
    }

    /// Before a text or list of so many bytes is made.
    void make(std::size_t bytes)
    {
        if (bytes > m_limits.bytes - m_made) {
            throw Failure("rendering makes more than " + std::to_string(m_limits.bytes) + " bytes of text and lists");
        }
        m_made += bytes;
    }

    const Limits& limits() const { return m_limits; }

    /// One level of whatever calls itself: expressions, statements, macros, values within values.
    class Level {
    public:
        explicit Level(Budget& budget) : m_budget(budget)
        {
            if (m_budget.m_depth >= m_budget.m_limits.depth) {
                throw Failure("the template, or a value in it, is nested deeper than "
                    + std::to_string(m_budget.m_limits.depth) + " levels");
            }
            ++m_budget.m_depth;
        }
        ~Level() { --m_budget.m_depth; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

    private:
        Budget& m_budget;
    };

private:
    Limits m_limits;
    std::int64_t m_steps = 0;
    std::size_t m_made = 0;
    int m_depth = 0;
};

} // namespace dpl::templates
