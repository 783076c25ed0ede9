#include "pages/inspect/open_evaluations_button.hpp"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

namespace dpl::ui {

namespace {

constexpr qsizetype mostRecent = 8;

} // namespace

OpenEvaluationsButton::OpenEvaluationsButton(QWidget* parent) : QPushButton(tr("Open…"), parent)
{
    setAccessibleName(tr("Open evaluation files"));
    setToolTip(tr("Open evaluation files, or a folder of them; they can also be dropped here"));
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &OpenEvaluationsButton::fillMenu);
}

void OpenEvaluationsButton::setRecent(const QStringList& paths)
{
    m_recent = paths.mid(0, mostRecent);
}

void OpenEvaluationsButton::remember(const QString& path)
{
    m_recent.removeAll(path);
    m_recent.prepend(path);
    m_recent = m_recent.mid(0, mostRecent);
}

void OpenEvaluationsButton::fillMenu()
{
    menu()->clear();
    menu()->addAction(tr("Files…"), this, [this] { askForFiles(false); });
    menu()->addAction(tr("Folder of an experiment or a checkpoint…"), this, &OpenEvaluationsButton::askForFolder);
    menu()->addAction(tr("Add files…"), this, [this] { askForFiles(true); })->setEnabled(m_canAdd);
    if (!m_recent.isEmpty()) {
        menu()->addSeparator();
    }
    for (const QString& path : std::as_const(m_recent)) {
        menu()->addAction(QDir::toNativeSeparators(path), this, [this, path] {
            if (QFileInfo(path).isDir()) {
                Q_EMIT folderChosen(path);
            } else {
                Q_EMIT filesChosen({path}, false);
            }
        });
    }
}

void OpenEvaluationsButton::askForFiles(bool beside)
{
    auto* dialog = new QFileDialog(
        this, tr("Evaluation files"), m_startFolder, tr("Evaluations (*.jsonl *.jsonl.gz);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this,
        [this, beside](const QStringList& files) { Q_EMIT filesChosen(files, beside); });
    dialog->open();
}

void OpenEvaluationsButton::askForFolder()
{
    auto* dialog = new QFileDialog(this, tr("Folder of an experiment or a checkpoint"), m_startFolder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &OpenEvaluationsButton::folderChosen);
    dialog->open();
}

} // namespace dpl::ui
