#pragma once

#include <QString>

#include <optional>

namespace dpl::ui {

/// Bytes of memory that this process holds; none where the system does not tell.
std::optional<qint64> residentMemory();

/// "412 MiB", "2.0 GiB"
QString memoryText(qint64 bytes);

} // namespace dpl::ui
