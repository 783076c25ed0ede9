#include "pages/inspect/evaluations_reader.hpp"

#include "pages/inspect/model_chips.hpp"

#include <algorithm>

namespace dpl::ui {

namespace {

std::vector<std::size_t> chosenModels(
    const inspection::Inspection& inspection, const QStringList& names, const std::filesystem::path& newest)
{
    std::vector<std::size_t> chosen = inspection.modelsOfLastItem(newest);
    if (!chosen.empty()) {
        chosen.resize(std::min(chosen.size(), ModelChips::most));
        return chosen;
    }
    for (std::size_t i = 0; i < inspection.models().size() && chosen.size() < ModelChips::most; ++i) {
        if (names.contains(QString::fromStdString(inspection.models()[i].name))) {
            chosen.push_back(i);
        }
    }
    return chosen.empty() ? inspection.preferredModels(ModelChips::most) : chosen;
}

} // namespace

void EvaluationsReader::read(const QStringList& files, const QStringList& models, const QString& newest, double alpha)
{
    m_choosing.cancel();
    std::vector<std::filesystem::path> paths;
    for (const QString& file : files) {
        paths.emplace_back(file.toStdString());
    }
    m_reading.start(
        this,
        [paths, models, newest = std::filesystem::path(newest.toStdString()), alpha](const std::stop_token& stop) {
            const auto inspection = inspection::Inspection::open(paths, stop);
            return std::make_shared<inspection::InspectionColumns>(
                inspection, chosenModels(*inspection, models, newest), alpha);
        },
        [this](const Columns& columns) { Q_EMIT opened(columns); },
        [this](const QString& message) { Q_EMIT failed(message); });
}

void EvaluationsReader::choose(const inspection::InspectionColumns& shown, const std::vector<std::size_t>& models)
{
    if (isReading()) {
        return; // what is being read brings models of its own
    }
    m_choosing.start(
        this,
        [shared = shown.shared(), models, alpha = shown.alpha()] {
            return std::make_shared<inspection::InspectionColumns>(shared, models, alpha);
        },
        [this](const Columns& columns) { Q_EMIT chosen(columns); },
        [this](const QString& message) { Q_EMIT failed(message); });
}

} // namespace dpl::ui
