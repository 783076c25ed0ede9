#pragma once

#include <memory>
#include <mutex>
#include <vector>

namespace dpl::text {

/// Memory that a thread borrows for the time of a call: as many are made as are in use at once.
template <typename T> class ScratchPool {
public:
    class Loan {
    public:
        Loan(ScratchPool& pool, std::unique_ptr<T> value) : m_pool(pool), m_value(std::move(value)) { }
        ~Loan() { m_pool.giveBack(std::move(m_value)); }
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        T& operator*() const { return *m_value; }

    private:
        ScratchPool& m_pool;
        std::unique_ptr<T> m_value;
    };

    Loan borrow()
    {
        {
            const std::lock_guard lock(m_mutex);
            if (!m_idle.empty()) {
                std::unique_ptr<T> value = std::move(m_idle.back());
                m_idle.pop_back();
                return Loan(*this, std::move(value));
            }
            m_idle.reserve(++m_made); // so that giving back does not allocate, and cannot fail
        }
        return Loan(*this, std::make_unique<T>());
    }

private:
    void giveBack(std::unique_ptr<T> value)
    {
        const std::lock_guard lock(m_mutex);
        m_idle.push_back(std::move(value));
    }

    std::mutex m_mutex;
    std::vector<std::unique_ptr<T>> m_idle;
    std::size_t m_made = 0;
};

} // namespace dpl::text
