#pragma once

#include "models/where_model.hpp"

#include <QDir>
#include <QUuid>

namespace dpl::test {

/// A file of places that is not there: a test's, and not the user's.
inline std::filesystem::path noPlaces()
{
    return QDir(QDir::tempPath())
        .filePath(QUuid::createUuid().toString(QUuid::Id128) + QStringLiteral(".json"))
        .toStdString();
}

} // namespace dpl::test
