#include "pages/results/results_sources.hpp"

#include "base/icon.hpp"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSignalBlocker>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int mostRemembered = 12;

} // namespace

ResultsSources::ResultsSources(QWidget* parent) : QComboBox(parent)
{
    setAccessibleName(tr("Evaluation files"));
    setToolTip(tr("Folder whose evaluation files are summarised, as dpl summarize {folder} does"));
    setMinimumContentsLength(24);
    setPlaceholderText(tr("No evaluation files"));
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setMaximumWidth(360);
    connect(this, &QComboBox::activated, this, &ResultsSources::activate);
    fill();
}

std::filesystem::path ResultsSources::experiment() const
{
    const std::filesystem::path folder = m_folder.toStdString();
    const auto found =
        std::find_if(m_found.begin(), m_found.end(), [&](const auto& source) { return source.folder == folder; });
    return found == m_found.end() ? folder : found->experiment;
}

void ResultsSources::choose(const QString& folder)
{
    m_folder = QDir::cleanPath(folder);
    const std::filesystem::path path = m_folder.toStdString();
    if (std::none_of(m_found.begin(), m_found.end(), [&](const auto& source) { return source.folder == path; })) {
        m_others.removeAll(m_folder);
        m_others.prepend(m_folder);
        m_others = m_others.mid(0, mostRemembered);
    }
    fill();
    Q_EMIT chosen();
}

void ResultsSources::activate(int index)
{
    const QString folder = itemData(index).toString();
    if (!folder.isEmpty()) {
        choose(folder);
        return;
    }
    setCurrentIndex(m_folder.isEmpty() ? -1 : findData(m_folder));
    askForFolder();
}

void ResultsSources::askForFolder()
{
    auto* dialog = new QFileDialog(
        window(), tr("Open a folder of evaluation files"), m_folder.isEmpty() ? QDir::homePath() : m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &ResultsSources::choose);
    dialog->open();
}

void ResultsSources::setFound(std::vector<summary::EvaluationSource> found)
{
    m_found = std::move(found);
    if (m_folder.isEmpty() && !m_found.empty()) {
        m_folder = QString::fromStdString(m_found.front().folder.string());
    }
    fill();
}

void ResultsSources::fill()
{
    const QSignalBlocker blocker(this);
    clear();
    for (const summary::EvaluationSource& source : m_found) {
        addFolder(QStringLiteral("runs"), QString::fromStdString(source.name),
            QString::fromStdString(source.folder.string()));
    }
    for (const QString& other : m_others + QStringList(m_folder)) {
        if (!other.isEmpty() && findData(other) < 0) {
            addFolder(QStringLiteral("folder"), QFileInfo(other).fileName(), other);
        }
    }
    if (count() > 0) {
        insertSeparator(count());
    }
    addItem(icon(QStringLiteral("open")), tr("Other folder…"));
    setCurrentIndex(m_folder.isEmpty() ? -1 : findData(m_folder));
}

void ResultsSources::addFolder(const QString& iconName, const QString& text, const QString& folder)
{
    addItem(icon(iconName), text, folder);
    setItemData(count() - 1, QDir::toNativeSeparators(folder), Qt::ToolTipRole);
}

void ResultsSources::store(Json& json) const
{
    json["folder"] = m_folder.toStdString();
    json["others"] = Json::array();
    for (const QString& other : m_others) {
        json["others"].push_back(other.toStdString());
    }
}

void ResultsSources::restore(const JsonObject& json)
{
    m_folder = QString::fromStdString(json.string("folder", ""));
    for (const Json& other : json.array("others")) {
        m_others.append(QString::fromStdString(other.get<std::string>()));
    }
    fill();
}

} // namespace dpl::ui
