#include "pages/results/source_chooser.hpp"

#include "widgets/icon.hpp"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSignalBlocker>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int mostRemembered = 12; // folders from elsewhere

} // namespace

SourceChooser::SourceChooser(QWidget* parent) : QComboBox(parent)
{
    setAccessibleName(tr("Evaluation files"));
    setToolTip(tr("Folder whose evaluation files are summarised, as dpl summarize {folder} does"));
    setMinimumContentsLength(24);
    setPlaceholderText(tr("No evaluation files"));
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setMaximumWidth(360);
    connect(this, &QComboBox::activated, this, [this](int index) {
        const QString chosenFolder = itemData(index).toString();
        if (chosenFolder.isEmpty()) {
            fill(); // the last entry opens a dialog and is not chosen itself
            askForFolder();
        } else {
            Q_EMIT chosen(chosenFolder);
        }
    });
    fill();
}

void SourceChooser::setSources(std::vector<evaluation::EvaluationSource> sources)
{
    m_sources = std::move(sources);
    fill();
}

void SourceChooser::setOthers(const QStringList& folders)
{
    m_others = folders.mid(0, mostRemembered);
    fill();
}

void SourceChooser::setFolder(const QString& folder)
{
    m_folder = folder;
    const auto isIt = [&](const evaluation::EvaluationSource& source) { return source.folder == folder.toStdString(); };
    if (!folder.isEmpty() && std::none_of(m_sources.begin(), m_sources.end(), isIt)) {
        m_others.removeAll(folder);
        m_others.prepend(folder);
        m_others = m_others.mid(0, mostRemembered);
    }
    fill();
}

std::filesystem::path SourceChooser::experiment() const
{
    for (const evaluation::EvaluationSource& source : m_sources) {
        if (source.folder == m_folder.toStdString()) {
            return source.experiment;
        }
    }
    return m_folder.toStdString();
}

void SourceChooser::fill()
{
    const QSignalBlocker blocker(this);
    clear();
    const auto add = [this](const char* iconName, const QString& name, const QString& path) {
        if (findData(path) < 0) {
            addItem(icon(QString::fromLatin1(iconName)), name, path);
            setItemData(count() - 1, path, Qt::ToolTipRole);
        }
    };
    for (const evaluation::EvaluationSource& source : m_sources) {
        add("runs", QString::fromStdString(source.name), QString::fromStdString(source.folder.string()));
    }
    for (const QString& other : std::as_const(m_others)) {
        add("folder", QFileInfo(other).fileName(), other);
    }
    if (count() > 0) {
        insertSeparator(count());
    }
    addItem(icon(QStringLiteral("open")), tr("Other folder…"));
    setCurrentIndex(m_folder.isEmpty() ? -1 : findData(m_folder));
}

void SourceChooser::askForFolder()
{
    auto* dialog = new QFileDialog(this, tr("Open a folder of evaluation files"), m_folder.isEmpty() ? QDir::homePath() : m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) { Q_EMIT chosen(QDir::cleanPath(folder)); });
    dialog->open();
}

} // namespace dpl::ui
