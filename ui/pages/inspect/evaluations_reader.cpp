#include "pages/inspect/evaluations_reader.hpp"

#include "base/background.hpp"
#include "base/stopped.hpp"
#include "pages/inspect/model_chips.hpp"

namespace dpl::ui {

namespace {

std::vector<std::size_t> chosenModels(const inspection::Inspection& inspection, const QStringList& names)
{
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < inspection.models().size() && chosen.size() < ModelChips::most; ++i) {
        if (names.contains(QString::fromStdString(inspection.models()[i].name))) {
            chosen.push_back(i);
        }
    }
    return chosen.empty() ? inspection.preferredModels(ModelChips::most) : chosen;
}

} // namespace

EvaluationsReader::~EvaluationsReader()
{
    m_stop.request_stop();
}

void EvaluationsReader::read(const QStringList& files, const QStringList& models, double alpha)
{
    m_stop.request_stop();
    m_stop = {};
    m_reading = true;
    const quint64 request = ++m_request;
    std::vector<std::filesystem::path> paths;
    for (const QString& file : files) {
        paths.emplace_back(file.toStdString());
    }
    inBackground(
        this,
        [paths, models, alpha, stop = m_stop.get_token()] {
            try {
                const auto inspection = inspection::Inspection::open(paths, stop);
                return std::make_shared<inspection::InspectionColumns>(
                    inspection, chosenModels(*inspection, models), alpha);
            } catch (const Stopped&) {
                return Columns();
            }
        },
        [this, request, files](const Columns& columns) {
            if (request == m_request && columns) {
                m_reading = false;
                Q_EMIT opened(files, columns);
            }
        },
        [this, request](const QString& message) {
            if (request == m_request) {
                m_reading = false;
                Q_EMIT failed(message);
            }
        });
}

void EvaluationsReader::choose(const inspection::InspectionColumns& shown, const std::vector<std::size_t>& models)
{
    if (m_reading) {
        return; // what is being read brings models of its own
    }
    const quint64 request = ++m_request;
    inBackground(
        this,
        [shared = shown.shared(), models, alpha = shown.alpha()] {
            return std::make_shared<inspection::InspectionColumns>(shared, models, alpha);
        },
        [this, request](const Columns& columns) {
            if (request == m_request) {
                Q_EMIT chosen(columns);
            }
        },
        [this](const QString& message) { Q_EMIT failed(message); });
}

} // namespace dpl::ui
