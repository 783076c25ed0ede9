#pragma once

#include <QSplitter>

namespace dpl::ui {

class JobsDrawer;
class JobsPanel;
class Settings;

/// The pages, and the jobs panel beside them where the window has room for both, else in a drawer over them; as wide as
/// the user left it.
class JobsPlace : public QSplitter {
    Q_OBJECT

public:
    JobsPlace(QWidget* pages, JobsPanel* panel, Settings& settings, QWidget* parent);

    bool isOpen() const;
    bool coversPages() const; ///< open, and in the drawer
    void setOpen(bool open);

    void fitWindow(); ///< has another width
    void keepWidth(); ///< of the panel, in the settings

Q_SIGNALS:
    void left(); ///< the drawer, by a click beside the panel

private:
    void place();

    Settings& m_settings;
    JobsPanel* m_panel = nullptr; ///< in the splitter, or in the drawer
    JobsDrawer* m_drawer = nullptr;
};

} // namespace dpl::ui
