#include "models/where_model.hpp"

#include "base/background.hpp"
#include "base/difference_first.hpp"
#include "base/error.hpp"
#include "jobs/place_request.hpp"

#include <algorithm>

namespace dpl::ui {

WhereModel::WhereModel(std::filesystem::path file, QObject* parent)
    : QAbstractListModel(parent), m_path(file.empty() ? places::placesFile() : std::move(file)),
      m_all(places::PlacesFile().all())
{
    m_pool.setMaxThreadCount(1);
    reload();
}

WhereModel::~WhereModel()
{
    m_pool.waitForDone();
}

void WhereModel::reload()
{
    inBackground(
        this, [path = m_path] { return places::readPlaces(path); },
        [this](const places::PlacesFile& file) {
            if (m_writes == 0) {
                m_failure.clear();
                take(file);
            }
        },
        [this](const QString& message) {
            m_failure = message;
            m_hasRead = true;
            Q_EMIT changed();
        },
        m_pool);
}

void WhereModel::take(places::PlacesFile file)
{
    const bool isOther = file.all() != m_all || !m_hasRead;
    m_hasRead = true;
    m_file = std::move(file);
    if (isOther) {
        beginResetModel();
        m_all = m_file.all();
        endResetModel();
        Q_EMIT changed();
    }
}

std::optional<places::Place> WhereModel::place(const QString& name) const
{
    const std::string wanted = name.toStdString();
    const auto found = std::find_if(
        m_all.begin(), m_all.end(), [&wanted](const places::Place& place) { return place.name == wanted; });
    return found != m_all.end() ? std::optional(*found) : std::nullopt;
}

template <typename Change> QString WhereModel::change(Change change)
{
    if (!m_failure.isEmpty()) {
        return m_failure; // what cannot be read is not written over
    }
    try {
        places::PlacesFile file = m_file;
        change(file);
        take(std::move(file));
        write();
        return {};
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
}

QString WhereModel::add(places::Place place)
{
    return change([&place](places::PlacesFile& file) { file.add(std::move(place)); });
}

QString WhereModel::replace(const QString& name, places::Place place)
{
    return change([&](places::PlacesFile& file) { file.replace(name.toStdString(), std::move(place)); });
}

QString WhereModel::remove(const QString& name)
{
    return change([&name](places::PlacesFile& file) { file.remove(name.toStdString()); });
}

void WhereModel::write()
{
    ++m_writes;
    inBackground(
        this,
        [path = m_path, file = m_file] {
            places::writePlaces(file, path);
            return true;
        },
        [this](bool) { --m_writes; },
        [this](const QString& message) {
            --m_writes;
            m_failure = message;
            Q_EMIT changed();
        },
        m_pool);
}

const places::Place* WhereModel::at(int row) const
{
    return row < int(m_all.size()) ? &m_all[std::size_t(row)] : nullptr;
}

int WhereModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_all.size()) + 1;
}

QVariant WhereModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const places::Place* place = at(index.row());
    switch (role) {
    case TextRole: return place ? placeName(*place) : tr("Manage places…");
    case NameRole: return place ? QString::fromStdString(place->name) : QString();
    case DescriptionRole:
        if (!place) {
            return tr("Manage places…");
        }
        return QString(placeName(*place) + partsBetween.toString() + placeDescription(*place));
    case Qt::ToolTipRole: return place ? placeDescription(*place) : tr("Add, change and try places (in Settings)");
    default: return {};
    }
}

QString placeDescription(const places::Place& place)
{
    const QString host = QString::fromStdString(place.host);
    switch (place.kind) {
    case places::PlaceKind::window: return WhereModel::tr("the job ends with it");
    case places::PlaceKind::apart: return WhereModel::tr("the job outlives the window");
    case places::PlaceKind::slurm: return WhereModel::tr("Slurm on this computer");
    case places::PlaceKind::ssh: return WhereModel::tr("%1, by ssh").arg(host);
    case places::PlaceKind::sshSlurm: return WhereModel::tr("Slurm at %1, by ssh").arg(host);
    }
    return {};
}

} // namespace dpl::ui
