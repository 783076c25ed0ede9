#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <utility>

namespace dpl::synthetic {

/// An array on a cache-line boundary that keeps its memory when it shrinks. Growing does not keep the content.
template <typename Real> class AlignedBuffer {
public:
    AlignedBuffer() = default;
    explicit AlignedBuffer(std::size_t size) { resize(size); }
    AlignedBuffer(AlignedBuffer&& other) noexcept
        : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)),
          m_capacity(std::exchange(other.m_capacity, 0))
    {
    }
    AlignedBuffer& operator=(AlignedBuffer&& other) noexcept
    {
        std::swap(m_data, other.m_data);
        std::swap(m_size, other.m_size);
        std::swap(m_capacity, other.m_capacity);
        return *this;
    }
    ~AlignedBuffer() { ::operator delete[](m_data, alignment); }

    void resize(std::size_t size)
    {
        if (size > m_capacity) {
            Real* larger = new (alignment) Real[size];
            ::operator delete[](m_data, alignment);
            m_data = larger;
            m_capacity = size;
        }
        m_size = size;
    }

    void fill(Real value) { std::fill_n(m_data, m_size, value); }

    Real* data() { return m_data; }
    const Real* data() const { return m_data; }
    std::size_t size() const { return m_size; }
    Real& operator[](std::size_t i) { return m_data[i]; }
    const Real& operator[](std::size_t i) const { return m_data[i]; }

private:
    static constexpr std::align_val_t alignment{64};

    Real* m_data = nullptr;
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
};

} // namespace dpl::synthetic
